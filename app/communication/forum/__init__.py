"""The forum: sections with their readers and writers, topics, posts and their moderation."""
