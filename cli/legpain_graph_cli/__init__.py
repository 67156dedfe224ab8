"""The command line of legpain-graph."""
