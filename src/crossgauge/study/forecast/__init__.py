"""When does the N-th train of the year pass, and how many days earlier than last year?"""
