"""A pathway looked at while it is written: a page on this machine alone, which follows the files."""
