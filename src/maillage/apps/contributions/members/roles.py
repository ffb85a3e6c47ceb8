"""The roles: groups that every instance has, with the permissions that Maillage gives them."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from .accounts import CONTRIBUTOR

REVIEWER = "relecteur"
ADMINISTRATOR = "administrateur"
_OURS = "maillage."


def keep(using: str = "default") -> None:
    """Make the groups and give them what they lack; called after the migrations.

    A contributor proposes, which everybody may; a reviewer decides; an administrator does all that
    the administration site offers for the portal, and names reviewers. What somebody adds to a
    group stays.
    """
    own = [config for config in apps.get_app_configs() if config.name.startswith(_OURS)]
    for config in [*own, apps.get_app_config("auth")]:
        create_permissions(config, verbosity=0, using=using)
    portal = Q(content_type__app_label__in=[config.label for config in own])
    accounts = Q(codename__in=["view_user", "add_user", "change_user", "view_group"])
    granted = {
        CONTRIBUTOR: Permission.objects.none(),
        REVIEWER: Permission.objects.filter(codename="review_proposal"),
        ADMINISTRATOR: Permission.objects.filter(portal | accounts),
    }
    for name, permissions in granted.items():
        group, _created = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*permissions.using(using).order_by("pk"))
