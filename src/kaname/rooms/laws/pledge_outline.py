"""The usual words of a pledge, to begin from."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _


def usual_text(hospital: str) -> str:
    """A pledge in Markdown, in Japanese: people sign a Japanese document."""
    with translation.override("ja"):
        return _(
            "%(hospital)s で働くにあたり、次のことを守ります。\n\n"
            "1. 個人情報保護法などの法令と、病院の規程・手順を守ります。\n"
            "2. 業務で知った患者・利用者・職員の情報を、業務のほかに使わず、正当な理由なく人に話したり渡したりしません。"
            "離れた後も同じです。\n"
            "3. 自分の利用者番号とパスワードを人に使わせず、人のものを使いません。\n"
            "4. 許可なく、情報を院外に持ち出さず、私物の機器やソフトウェアを業務に使いません。\n"
            "5. 紛失、誤送信、不審なメールなど、情報の安全に関わることに気づいたら、すぐに報告します。\n"
            "6. 病院を離れるときは、預かった情報、機器、鍵、証明書をすべて返します。\n\n"
            "これらに反したときは、病院の定めに従って責任を負います。"
        ) % {"hospital": hospital}
