"""What each action of the policy table is called in the ledger's pages: who *did what*."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "access.set_up": _("病院の初期設定"),
    "access.record_sign_in": _("サインインの記録"),
    "access.own_account": _("自分のアカウントの変更"),
    "access.view_accounts": _("人とアカウントの閲覧"),
    "access.manage_accounts": _("人とアカウントの管理"),
    "access.grant_role": _("役割の付与・終了"),
    "access.manage_tokens": _("APIトークンの管理"),
    "calendar.manage": _("休日の訂正"),
    "ledger.view": _("証跡の閲覧"),
    "ledger.export": _("証跡の書き出し"),
    "ledger.checkpoint": _("証跡の封印"),
    "evidence.attach": _("証拠の添付"),
    "evidence.view": _("証拠の閲覧"),
    "imports.use": _("ファイルの取込み"),
    "imports.forget": _("取込みの行の消去"),
    "decisions.view": _("決裁の閲覧"),
    "decisions.request": _("決裁の起案"),
    "decisions.act": _("決裁の判断"),
    "directives.view": _("指示の閲覧"),
    "directives.issue": _("指示の発出"),
    "directives.respond": _("指示への受領・報告"),
    "meetings.view": _("会議の閲覧"),
    "meetings.manage": _("会議の予定と議事録"),
    "meetings.confirm": _("議事録の確定"),
    "directives.judge": _("報告の判断"),
    "obligations.view": _("遵守事項の閲覧"),
    "obligations.refresh": _("判定の更新"),
    "obligations.change": _("遵守事項の条件の変更"),
    "notices.view": _("お知らせの閲覧"),
    "notices.read": _("お知らせの既読"),
    "notices.deliver": _("お知らせの配信"),
    "organisation.view": _("体制の閲覧"),
    "organisation.manage": _("体制の管理"),
    "organisation.propose": _("任命の提案"),
    "organisation.appoint": _("任命"),
    "organisation.end_appointment": _("任命の終了"),
    "organisation.attach_letter": _("辞令の添付"),
    "documents.view": _("規程・文書の閲覧"),
    "documents.view_all": _("すべての規程・文書の閲覧"),
    "documents.write": _("規程・文書の作成・変更"),
    "documents.approve": _("規程・文書の承認"),
    "documents.review": _("規程・文書の見直し"),
    "documents.acknowledge": _("規程・文書の確認（周知）"),
    "laws.view": _("法令の閲覧"),
    "laws.view_gaps": _("法令の不備の閲覧"),
    "laws.manage": _("法令の管理"),
    "laws.review": _("法令の見直し"),
    "laws.pledge": _("誓約"),
    "laws.view_pledges": _("誓約の閲覧"),
    "laws.record_pledges": _("誓約の記録"),
    "incidents.alarm": _("異常の通報"),
    "incidents.view": _("事故の閲覧"),
    "incidents.view_team": _("対応チームの閲覧"),
    "incidents.work": _("事故への対応"),
    "incidents.request": _("事故の判断の記録と起案"),
    "incidents.manage_team": _("対応チームの管理"),
    "incidents.follow_decision": _("事故の決裁の反映"),
    "drills.view": _("訓練の閲覧"),
    "drills.plan": _("訓練の計画"),
    "drills.run": _("訓練の進行と評価"),
    "drills.follow_decision": _("訓練の決裁の反映"),
    "assets.view": _("情報システムの閲覧"),
    "assets.manage": _("情報システムの管理"),
    "contacts.view": _("連絡体制図の閲覧"),
    "contacts.manage": _("連絡体制図の管理"),
    "contacts.answer_link": _("連絡先からの答え"),
    "continuity.view": _("事業継続の閲覧"),
    "continuity.view_criteria": _("診療を続ける基準の閲覧"),
    "continuity.plan": _("業務影響分析とBCPの項目の管理"),
    "continuity.manage": _("復旧手順・バックアップ・試験の管理"),
    "continuity.approve": _("復旧手順の承認と試験の判断"),
    "kit.view": _("非常時キットの閲覧"),
    "kit.make": _("非常時キットの作成"),
    "kit.merge": _("非常時キットの記録の取込み"),
    "kit.keep_copies": _("非常時キットの控えの管理"),
    "inquiries.view": _("問合せの閲覧"),
    "inquiries.view_all": _("すべての問合せの閲覧"),
    "inquiries.view_personal": _("問合せの個人の文章の閲覧"),
    "inquiries.enter": _("問合せの受付"),
    "inquiries.work": _("問合せへの対応"),
    "inquiries.request": _("問合せについての起案"),
    "inquiries.confirm_notice": _("窓口の掲示の確認"),
    "inquiries.manage": _("窓口と区分の管理"),
    "inquiries.export_personal": _("問合せの個人の文章の書き出し"),
    "inquiries.import": _("問合せの取込み"),
    "inquiries.receive_public": _("ウェブからの問合せの受付"),
    "inquiries.follow_decision": _("問合せの決裁の反映"),
    "planning.report": _("定期報告の作成"),
    "planning.judge": _("定期報告の判断"),
    "planning.review": _("経営層による見直し"),
    "planning.view": _("計画の閲覧"),
    "planning.view_tasks": _("計画の作業の閲覧"),
    "planning.manage": _("計画の作成・変更"),
    "planning.approve": _("計画の承認"),
    "planning.ask_change": _("計画の変更の起案"),
    "planning.report_progress": _("計画の進捗の報告"),
    "training.view": _("教育の閲覧"),
    "training.view_all": _("すべての受講の閲覧"),
    "training.take": _("受講"),
    "training.manage": _("教育の管理"),
    "training.sign_in": _("研修の受付（アカウントなし）"),
    "overview.view": _("ホームの閲覧"),
    "overview.wizard": _("はじめの質問への回答"),
}


def label_of_action(action: str) -> str:
    """The action in words; the bare name for one that this version no longer has."""
    return str(LABELS.get(action, action))


# Account events are noted in the ledger in these fixed words; people read them in their own.
_NOTES = {
    "signed in": _("サインインした"),
    "signed out": _("サインアウトした"),
    "sign-in failed": _("サインインに失敗した"),
    "password changed": _("パスワードを変えた"),
    "second factor added": _("二段階の確認を加えた"),
    "second factor removed": _("二段階の確認を外した"),
    "second factor renewed": _("二段階の確認を作り直した"),
}


def note_in_words(note: str) -> str:
    """An entry's note; fixed words in the reader's language, everything else as it was written."""
    event, _colon, rest = note.partition(": ")
    if event not in _NOTES:
        return note
    return f"{_NOTES[event]}（{rest}）" if rest else str(_NOTES[event])
