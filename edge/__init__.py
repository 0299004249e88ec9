"""What every API of the house shares, in one room: bodies and paths that are looked at before a view sees them, one translator
of errors, told twice and done once, health, metrics and the documentation's door.

    requests   the guard before every view, Blueprint, Yes        paths    what a path parameter may look like
    errors     every error as an RFC 9457 problem                 once     same key, same answer
    headers    who may be named as host, what browsers may do     house    health, metrics, /docs, the built front end
"""
