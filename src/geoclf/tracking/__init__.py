"""Records of experiments: pure log items, and the one module that hands them to MLflow."""
