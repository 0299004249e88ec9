"""The WeChat open platform (api.weixin.qq.com): HTTP 200 always, failures as errcode and errmsg."""

from sandbox.wechat import (
    codes,
    face,
    invoice,
    invoice_setup,
    links,
    login,
    media,
    nontax,
    phone,
    push,
    reimburse,
    security,
    session,
    shipping,
    subscribe,
    titles,
    tokens,
    unknown,
    user_data,
)

BLUEPRINTS = [
    login.bp,
    tokens.bp,
    phone.bp,
    user_data.bp,
    subscribe.bp,
    face.bp,
    session.bp,
    codes.bp,
    links.bp,
    security.bp,
    media.bp,
    titles.bp,
    invoice_setup.bp,
    invoice.bp,
    reimburse.bp,
    shipping.bp,
    nontax.bp,
    unknown.bp,
]

INSTALL = [push.install, media.install]  # what the scheduler must learn
