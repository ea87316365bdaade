"""Pretrained encoders: finding and checking their files, keeping what they compute, fine-tuning them."""
