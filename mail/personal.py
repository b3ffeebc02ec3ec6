"""What the outbox holds of a person, and until when."""

from core import personal
from core.personal import ACCOUNT, Ends, Stays, Table
from mail import conf
from mail.returns.keeping import KEEP_UNMATCHED
from mail.services.sweep import KEEP_BULK

HASH = "a keyed hash, which names nobody without SUPPRESSION_KEY"


def register() -> None:
    single = Ends(conf.keep_single(), "single mail was settled", "mail.purge")
    bulk = Ends(KEEP_BULK, "bulk mail was settled", "mail.purge")
    personal.register(
        Table(
            "tekotori_mail.Message",
            holding="contact",
            personal={"subject html text headers": (single, Stays("bulk mail says the same to everyone"))},
            others="group language sender_address sender_name reply_to",
        ),
        Table(
            "tekotori_mail.Delivery",
            holding="contact",
            personal={
                "address domain name tokens reference reply": (single, bulk),
                "address_key key": (single, Stays(f"an issue's deliveries are counted: {HASH}")),
            },
            others="public_id claim status",
        ),
        Table("tekotori_mail.DeliveryEvent", others="status detail"),
        Table("tekotori_mail.Breaker", others="transport why"),
        Table("tekotori_mail.DomainRest", others="domain"),
        Table("tekotori_mail.Allowance", others="name"),
        Table("tekotori_mail.Incident", others="key subject why"),
        Table(
            "tekotori_mail.Return",
            holding="contact",
            personal={
                "recipient source": (Ends(KEEP_UNMATCHED, "it came", "mail.purge"),),
                "diagnostic": (
                    single,
                    bulk,
                    Ends(KEEP_UNMATCHED, "it came, where it fits no mail", "mail.purge"),
                ),
                "decided_by": ACCOUNT,
            },
            others="key service status",
        ),
        Table(
            "tekotori_mail.Suppression",
            holding="contact",
            personal={"address_key": (Stays(f"the address must get no mail: {HASH}"),)},
        ),
    )
