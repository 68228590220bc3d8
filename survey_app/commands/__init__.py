"""The commands of ``walkabout``, a module to each kind of work. Heavy imports wait until a command runs."""
