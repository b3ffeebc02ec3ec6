"""gunicorn reads this by itself where it is started at the project's root; the rest stands on its command line."""

# A long search or list of filters reaches the site, which answers it in the reader's language. Beyond what gunicorn can
# take at all (nginx lets through about as much) comes its own short 414 in English.
limit_request_line = 8190
