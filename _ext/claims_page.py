"""The page of claims, made from the records of their tests: it cannot say anything else.

The directive `claims` shows the claims that it lists by name, `claims-tally` counts all of them by
verdict. Records that are older than the code, or of a test that failed, stop the build; a claim
without a test and a test that no page lists are warnings, which fail it.
"""

import sys
from collections import Counter
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from claim_records import RECORDS, TESTS, VERDICTS, RecordsError, read

LOG = logging.getLogger(__name__)
NAMES = {"l1": "L1", "l2": "L2", "sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "relu": "ReLU"}
NAMES |= {"pytorch": "PyTorch", "keras": "Keras", "tensorflow": "TensorFlow", "lambda": "λ"}
MEANING = {
    "true": "The sentence holds as it stands.",
    "true if": "It holds under a condition that it does not mention. The test checks both sides.",
    "false": "The test shows a case where it fails, or that the opposite holds.",
    "opinion": "No measurement settles it. The test shows what can be shown about it.",
}


class ClaimsError(SphinxError):
    category = "The page of claims"


class FromRecords(SphinxDirective):
    def records(self):
        self.env.note_dependency(str(Path(self.env.srcdir, RECORDS)))
        return self.env.app.claims

    def parsed(self, text):
        """The nodes of a piece of Markdown, as it stands in a record."""
        source, line = self.get_source_info()
        holder = nodes.Element()
        self.state.nested_parse(StringList(text.splitlines(), source), line, holder)
        return holder.children


class Claims(FromRecords):
    has_content = True

    def run(self):
        known, shown = self.records(), listed(self.env).setdefault(self.env.docname, [])
        entries = []
        for name in [line.strip() for line in self.content if line.strip()]:
            if name not in known or name in shown:
                problem = "lists it twice" if name in shown else "lists it, but no test judges it"
                LOG.warning(
                    "The claim %r: the page %s.", name, problem, location=self.get_location()
                )
                continue
            shown.append(name)
            entries.append(self.entry(known[name]))
        return entries

    def entry(self, record):
        """One claim: verdict and sentence, what is right, and the evidence, folded."""
        name, verdict = record["claim"], record["verdict"]
        entry = nodes.container(ids=[f"claim-{name}"])
        entry["classes"] += ["claim", f"claim-{verdict.replace(' ', '-')}"]
        said, *more = self.parsed(record["says"])
        said["classes"].append("claim-says")
        said.insert(0, [nodes.inline("", verdict, classes=["claim-verdict"]), nodes.Text(" ")])
        entry += [said, *more]
        entry += self.parsed(record["because"])
        if record["chapter"]:
            entry += self.parsed(f"More in the chapter {{doc}}`/chapters/{record['chapter']}`.")
        words = record["test"].partition("::test_")[2].split("_")
        title = " ".join(NAMES.get(word, word) for word in words)
        test = self.parsed(f"````{{dropdown}} Test: {title}\nThe test\n````")
        place = nodes.literal("", record["test"], classes=["claim-test"])
        place["file"], place["line"] = record["file"], record["line"]
        self.fill(test, [nodes.paragraph("", "", place), listing(record["source"])])
        entry += test
        return entry

    def fill(self, dropdown, content):
        """Put nodes in the place of the words that a dropdown was made with."""
        for paragraph in [p for node in dropdown for p in node.findall(nodes.paragraph)]:
            if paragraph.astext() == "The test":
                paragraph.parent.replace(paragraph, content)


class Tally(FromRecords):
    def run(self):
        count = Counter(record["verdict"] for record in self.records().values())
        rows = [
            f"| **{verdict}** | {count[verdict]} | {MEANING[verdict]} |" for verdict in VERDICTS
        ]
        rows.append(f"| all | {count.total()} | |")
        head = ["| verdict | claims | meaning |", "|---|---:|---|"]
        return self.parsed("\n".join([*head, *rows]))


def read_records(app):
    """Begin with the records of every claim by its name, or do not begin."""
    try:
        app.claims = read(Path(app.srcdir)) if Path(app.srcdir, TESTS).is_dir() else {}
    except RecordsError as error:
        raise ClaimsError(str(error)) from None


def listed(env):
    """The claims that each page lists."""
    if not hasattr(env, "claims_listed"):
        env.claims_listed = {}
    return env.claims_listed


def listing(source):
    return nodes.literal_block(source, source, language="python")


def forget(app, env, docname):
    listed(env).pop(docname, None)


def merge(app, env, docnames, other):
    listed(env).update(listed(other))


def warn_of_missing(app, env):
    """A book that lists claims lists all of them."""
    shown = {name for names in listed(env).values() for name in names}
    for name in sorted(set(app.claims) - shown) if shown else []:
        LOG.warning("The claim %r has a test, but no page lists it.", name)


def link_tests(app, doctree, docname):
    """In the published book, the name of a test leads to its lines in the repository."""
    options = app.config.html_theme_options
    if not options.get("repository_url"):
        return
    base = f"{options['repository_url']}/blob/{options.get('repository_branch') or 'main'}"
    for place in list(doctree.findall(nodes.literal)):
        if "claim-test" in place["classes"]:
            link = nodes.reference("", "", refuri=f"{base}/{place['file']}#L{place['line']}")
            place.replace_self(link)
            link += place


def setup(app):
    app.add_directive("claims", Claims)
    app.add_directive("claims-tally", Tally)
    app.connect("builder-inited", read_records)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-check-consistency", warn_of_missing)
    app.connect("doctree-resolved", link_tests)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
