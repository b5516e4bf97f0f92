"""Templates of to_char, to_date, to_timestamp and to_number, and format() (formatting.c)."""
