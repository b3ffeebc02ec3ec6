"""Words that stand in a known share of the measured deeds."""

# In every second, every twentieth and every two hundredth deed.
MARKS = ((2, "Kysely ja palaveri."), (20, "Purjevene ja haitari."), (200, "Porokello ja kevätjää."))
WORDS = {"common": "kysely palaveri", "middling": "purjevene haitari", "rare": "porokello kevätjää"}
