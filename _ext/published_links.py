"""Links to the repository, on the published site alone.

GitHub sets GITHUB_REPOSITORY (owner/name) where it builds the book, so the buttons of a fork's site
lead to that fork. A book built anywhere else has no repository to lead to, and shows no button.
"""

import os
import re

from sphinx.errors import ConfigError


def base_url(repository):
    """Address of the GitHub Pages site of `owner/name`."""
    owner, name = repository.split("/")
    host = f"https://{owner.lower()}.github.io/"
    return host if name.lower() == f"{owner}.github.io".lower() else f"{host}{name}/"


def repository_options(repository, branch):
    """Theme options that show the buttons of `owner/name`."""
    return {
        "repository_url": f"https://github.com/{repository}",
        "repository_branch": branch,
        "use_repository_button": True,
        "use_edit_page_button": True,
        "use_issues_button": True,
        "launch_buttons": {
            "notebook_interface": "jupyterlab",
            "binderhub_url": "https://mybinder.org",
            "colab_url": "https://colab.research.google.com",
        },
    }


def add_links(app, config):
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    if not repository:
        return
    if not re.fullmatch(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+", repository):
        raise ConfigError(
            f"GITHUB_REPOSITORY is {repository!r}; expected owner/name. "
            "Unset it to build without links to a repository."
        )
    branch = config.html_theme_options.get("repository_branch") or "main"
    config.html_theme_options.update(repository_options(repository, branch))
    config.html_baseurl = base_url(repository)


def setup(app):
    app.connect("config-inited", add_links, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
