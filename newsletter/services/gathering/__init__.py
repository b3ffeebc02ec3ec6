"""What the checks must know of a mail and can't read in it: gathered from the database, the media and the web."""
