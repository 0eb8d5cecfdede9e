"""The tidy rows of the five seed reports as they are today, one CSV a report, to be reviewed as a row diff."""
