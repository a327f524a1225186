def is_current(): return True
