"""The nouns of planning: plans here, reports and reviews in their modules."""
