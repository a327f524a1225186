"""What the kit itself says, by the keys that `file/kit.js` uses; in the language of whoever makes it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "title": _("非常時キット"),
    "phrase": _("合言葉"),
    "open": _("開く"),
    "opening": _("開いています。数秒かかることがあります。"),
    "lead": _("合言葉を入れると開きます。ネットワークは要りません。"),
    "widths": _("全角でも半角でも開きます。大文字と小文字は区別します。"),
    "no_phrase": _("合言葉を入力してください。"),
    "wrong": _("合言葉が違います。もう一度入力してください。大文字と小文字、空白の場所を確かめてください。"),
    "damaged": _("このファイルは壊れています。別の控えを使ってください。合言葉の問題ではありません。"),
    "format": _("このファイルの形式が読めません。新しいキットを使ってください。"),
    "no_crypto": _(
        "このブラウザでは開けません。Chrome、Edge、Firefoxの新しい版で、このファイルを開き直してください。"
    ),
    "made_on": _("{day} 作成"),
    "today": _("今日作ったものです"),
    "days_ago": _("{n}日前に作ったものです"),
    "future": _("この端末の時計が、作った日より前を指しています。時計を確かめてください。"),
    "good_until": _("期限は{day}です"),
    "expired": _(
        "期限（{day}）を{n}日過ぎています。番号や手順が変わっているかもしれません。開くことはできますが、新しいキットがあればそちらを使ってください。"
    ),
    "lock": _("閉じる（鍵をかける）"),
    "print": _("すべて印刷する"),
    "record": _("記録"),
    "record_lead": _(
        "起きたこと、連絡、決めたことを、その都度書きます。暗号にしてこの端末に残るので、閉じても消えません。"
    ),
    "writer": _("書く人"),
    "writer_other": _("そのほか（名前を入力）"),
    "writer_name": _("名前"),
    "what_kind": _("書くこと"),
    "kind_LOG": _("起きたこと・したこと"),
    "kind_CONTACT": _("連絡"),
    "kind_DECISION": _("判断"),
    "text": _("内容"),
    "to": _("相手"),
    "at": _("時刻（日本時間）"),
    "now": _("いま"),
    "precision": _("時刻の確かさ"),
    "exact": _("この時刻"),
    "about": _("このころ"),
    "source": _("だれから・何から（分かれば）"),
    "moment": _("何についての判断か"),
    "choice": _("結論"),
    "DO": _("する"),
    "DO_NOT": _("しない"),
    "decided_by": _("決めた人"),
    "decider": _("決めた人の名前と役職"),
    "reason": _("理由"),
    "choose": _("選んでください"),
    "save": _("記録する"),
    "saved": _("記録しました。"),
    "correct": _("訂正する"),
    "correcting": _("次の記録を訂正します。元の記録も残ります。"),
    "cancel": _("やめる"),
    "corrected": _("訂正されました"),
    "correction": _("訂正"),
    "none_yet": _("まだ記録がありません。"),
    "written": _("{who}　{at}に記入"),
    "approx": _("{at}ごろ"),
    "list": _("書いた記録"),
    "count": _("{n}件"),
    "export": _("記録を書き出す"),
    "export_lead": _(
        "同じ合言葉で暗号にしたファイルになります。システムが戻ったら、Kanameの「非常時キット」で取り込みます。"
    ),
    "exported": _("書き出しました：{name}"),
    "read_in": _("ほかの端末の記録を読み込む"),
    "read_in_done": _("{n}件を読み込みました。"),
    "read_in_other": _("別のキットの記録か、別の合言葉の記録です。読み込めません。"),
    "print_record": _("記録を印刷する"),
    "no_store": _("このブラウザでは記録を残せません。閉じる前に、必ず「記録を書き出す」を選んでください。"),
    "old_store": _("この端末にある前の記録を読めませんでした。消さずに残してあります。"),
    "need_text": _("内容を入力してください。"),
    "need_writer": _("書く人を選んでください。"),
    "need_time": _("時刻を入力してください。"),
    "future_time": _("これからの時刻です。起きた時刻を入力してください。"),
    "old_time": _("31日より前の時刻です。日付を確かめてください。"),
    "need_moment": _("何についての判断かを選んでください。"),
    "need_choice": _("「する」か「しない」を選んでください。"),
    "need_decider": _("決めた人を選んでください。"),
    "done_steps": _(
        "済んだものに印を付けられます。印は、この画面を閉じると消えます。時刻は「記録」に書いてください。"
    ),
    "fingerprint": _("内容の指紋"),
    "ledger": _("証跡の指紋"),
    "handled_by": _("合言葉は、どこにも保存されていません。"),
    "call": _("電話"),
}
