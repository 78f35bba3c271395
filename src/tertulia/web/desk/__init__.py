"""The moderators' desk: pages over the verbs and reading functions of `moderation/`."""
