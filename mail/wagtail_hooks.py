from wagtail import hooks
from wagtail.permissions import register_permission_policy

from mail.models import Delivery
from mail.viewsets import DeliveryViewSet, ReadOnlyPolicy

register_permission_policy(Delivery, ReadOnlyPolicy(Delivery))


@hooks.register("register_admin_viewset")
def delivery_viewset() -> DeliveryViewSet:
    return DeliveryViewSet()
