"""The calendar of the house: now and today in Japan, eras, holidays, deadlines, typed and shown dates."""
