"""Label Spanish-language geopolitical news by kind of international act."""
