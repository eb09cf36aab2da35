"""One saying across outlets and languages: which attributions tell the same utterance, the way it took, and what changed on it."""
