"""The demo world: an invented company, its customers' words, and walks entered as log lines like anyone's."""
