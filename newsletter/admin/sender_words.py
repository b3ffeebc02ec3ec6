"""What a check of a sender found and what to do, in plain words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mail.names.checking import Finding, Verdict

PARTS: dict[str, str | Promise] = {
    "spf": "SPF",
    "dkim": "DKIM",
    "dmarc": "DMARC",
    "reverse": _("Reverse DNS"),
    "mailbox": _("Mailboxes"),
}
VERDICTS: dict[Verdict, Promise] = {
    Verdict.GOOD: _("good"),
    Verdict.WARNING: _("could be better"),
    Verdict.ERROR: _("wrong"),
    Verdict.UNKNOWN: _("could not be checked"),
}
WORDS: dict[str, Promise] = {
    "no-answer": _("The DNS did not answer about %(name)s (%(kind)s). Check again later."),
    "no-servers": _("It isn't known from which addresses mail leaves: the mail server is on this machine or has no public address. Say them in the setting MAIL_SENDING_ADDRESSES."),
    "spf-pass": _("%(server)s may send for %(domain)s. The record takes %(lookups)s of ten lookups."),
    "spf-none": _("%(domain)s has no SPF record. Publish one that names %(server)s."),
    "spf-fail": _("The SPF record of %(domain)s forbids %(server)s to send. Add the address to it."),
    "spf-softfail": _("The SPF record of %(domain)s takes mail from %(server)s for doubtful. Add the address to it."),
    "spf-neutral": _("The SPF record of %(domain)s says nothing of %(server)s. Add the address to it."),
    "spf-permerror": _("The SPF record of %(domain)s is broken, so that receivers stop reading it: %(why)s. Put it right; more than ten lookups are an error too."),
    "spf-temperror": _("The DNS did not answer about %(why)s, so that the SPF record of %(domain)s could not be read. Check again later."),
    "dkim-key": _("There is a key at %(name)s. Whether the mail server signs with it shows in a mail that has arrived."),
    "dkim-revoked": _("The key at %(name)s is withdrawn: it is empty. Sign with another."),
    "dkim-no-key": _("There is no key at %(name)s. Publish it, or correct the setting MAIL_DKIM_SELECTORS."),
    "dkim-no-selector": _("None of the usual names has a key of %(domain)s, and others can't be guessed. Say them in the setting MAIL_DKIM_SELECTORS."),
    "dmarc-none": _("%(domain)s has no DMARC record. Gmail, Yahoo and Outlook.com ask for one from whoever sends many mails."),
    "dmarc-wrong": _("The DMARC record of %(domain)s has no policy that receivers know. Write p=none, p=quarantine or p=reject."),
    "dmarc-watches": _("The DMARC record of %(domain)s only watches (p=none). When its reports show that all your mail passes, ask for quarantine."),
    "dmarc-policy": _("The DMARC record of %(domain)s asks receivers for %(policy)s."),
    "aligned": _("The envelope (%(envelope)s) counts as the sender's domain (%(domain)s), so SPF counts for DMARC."),
    "not-aligned": _("The envelope (%(envelope)s) does not count as the sender's domain (%(domain)s), so only DKIM counts for DMARC. Set MAIL_DOMAIN to the sender's domain or one below it."),
    "reverse-fits": _("%(server)s is called %(name)s, and that name leads back to it."),
    "reverse-other": _("%(server)s is called %(name)s, but that name does not lead back to it. Ask whoever keeps the server."),
    "reverse-none": _("%(server)s has no name in the DNS; many receivers refuse such servers. Ask whoever keeps the server."),
    "mailbox-takes": _("%(domain)s takes mail for %(address)s. That somebody reads it no machine can say: write to it and ask."),
    "mailbox-none": _("%(domain)s takes no mail, so replies to %(address)s get lost. Give an address that somebody reads."),
}  # fmt: skip


def sentence(finding: Finding) -> str:
    return str(WORDS[finding.code]) % finding.facts
