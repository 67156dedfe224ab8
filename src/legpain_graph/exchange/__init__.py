"""The pathway in the formats of health software, and patients out of them. What is not recorded stays unknown on every way."""
