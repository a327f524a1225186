"""The calendar of the house: now and today in Japan, eras, holidays, deadlines, and dates as people type and read them."""
