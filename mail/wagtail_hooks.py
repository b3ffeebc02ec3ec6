from wagtail import hooks
from wagtail.permissions import register_permission_policy

from mail.models import Delivery
from mail.returns.models import Return
from mail.viewsets import MailGroup, ReadOnlyPolicy

for model in (Delivery, Return):
    register_permission_policy(model, ReadOnlyPolicy(model))


@hooks.register("register_admin_viewset")
def mail_group() -> MailGroup:
    return MailGroup()
