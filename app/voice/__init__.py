"""Customer comments: words, date, channel, source. Import, themes and tags come to live here too."""
