"""N-grams that go by numbers: hashed and looked up with numpy for many texts at a time.

The definition is in `geoclf.features.hashed.hashes`, which works on single strings and is what the rest is
tested against.
"""
