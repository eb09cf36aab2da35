"""The learned part: words of one article → tags. It knows nothing of dates, countries or databases."""
