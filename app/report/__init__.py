"""What a reader must be told, as data. Pure: knows only pack and assess."""
