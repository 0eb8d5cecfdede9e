"""From the text of government reports to one tidy table of observations."""
