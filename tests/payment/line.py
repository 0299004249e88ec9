"""One process's line to WeChat Pay over a database, for tests of what several processes know. Told by lines on stdin.

{"database": url, "card": {…}, "notify": url}     first
fetch        asks WeChat; answers {"at": moment, "key": serial}
key          answers {"from": moment, "key": serial}: which key its next call names, asked from that moment on
"""

from __future__ import annotations

import json
import sys
import time


def main() -> None:
    from app.kernel import db
    from payment.channels.wechat_pay import WeChatPay

    given = json.loads(sys.stdin.readline())
    db.connect(given["database"])
    line = WeChatPay(given["card"], given["notify"])
    for word in sys.stdin:
        begun = time.monotonic()
        if word.strip() == "fetch":
            line.fetch_certificates()
            answer = {"key": line._asked_key(), "at": time.monotonic()}
        else:
            answer = {"from": begun, "key": line._asked_key()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
