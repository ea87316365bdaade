"""Features, model and decision in one classifier; saving, loading, explaining."""
