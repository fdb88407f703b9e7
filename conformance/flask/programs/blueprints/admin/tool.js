admin's script
