"""Cases and decision tables as spreadsheets, for people who review in one: there and back without a loss, and nothing recorded that a cell
does not say."""
