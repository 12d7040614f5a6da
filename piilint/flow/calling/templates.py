"""What a template shows of what it is given: what its holes name, through their filters, and nothing that it only asks.

env = Environment(loader=DictLoader({"head.txt": "Account {{ account.iban|tail }}{% if account.open %}, open{% endif %}"}))
env.filters["tail"] = last_four
env.get_template("head.txt").render(account=account)      # what last_four() leaves of the IBAN
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from piilint.catalogue.classes import classes
from piilint.flow.calling.calls import call_value
from piilint.flow.domain.arguments import Arguments
from piilint.flow.domain.selectors import key_selector
from piilint.flow.domain.value import NOTHING, Value, constant, join, join_all
from piilint.flow.interpreter.activation import Activation
from piilint.flow.interpreter.slicing import SliceOf, slice_by_value
from piilint.flow.objects.access import read_attribute, read_part
from piilint.flow.sources.naming import named
from piilint.flow.texts.render import render
from piilint.model import ir

if TYPE_CHECKING:
    from jinja2 import nodes

_FILTERS, _GLOBALS, _FINALIZE, _LOADER = ".filters", ".globals", ".finalize", ".loader"
_TEXTS, _TEXT, _MADE_BY = ".texts", ".source", ".env"
_INCLUDED = 4
"""Templates within templates that are followed."""


def environment(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`Environment(loader=…, finalize=…)`: it knows its loader, and what is made a filter or a name of it later."""
    told = {_LOADER: args.keywords.get("loader"), _FINALIZE: args.keywords.get("finalize")}
    fields = {selector: value for selector, value in told.items() if value is not None}
    for selector in (_FILTERS, _GLOBALS):
        fields[selector] = act.allocate(expr.at, "dict", None, {}, tag=selector[1:])
    return act.allocate(expr.at, "library", None, fields, tag="environment")


def loader(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`DictLoader(texts)`."""
    texts = args.get(0, "mapping")
    return None if texts is None else act.allocate(expr.at, "library", None, {_TEXTS: texts}, tag="loader")


def template_by_name(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`env.get_template("head.txt")`: the text, where the loader has it in view."""
    return _template(act, receiver, _loaded(act, receiver, args.get(0, "name") or NOTHING), expr)


def template_of_text(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`env.from_string(text)`, `Template(text)`."""
    return _template(act, receiver, args.get(0, "source") or NOTHING, expr)


def _loaded(act: Activation, env: Value, name: Value) -> Value:
    key = name.const[0] if name.const else None
    texts = read_part(act, read_part(act, env, _LOADER), _TEXTS)
    return read_part(act, texts, key_selector(key)) if isinstance(key, str) and texts.objects else NOTHING


def _template(act: Activation, env: Value, text: Value, expr: ir.Call) -> Value:
    return act.allocate(expr.at, "library", None, {_TEXT: text, _MADE_BY: env}, tag="template")


def rendered(act: Activation, receiver: Value, args: Arguments, expr: ir.Call) -> Value | None:
    """`template.render(account=account)`: what the text shows of it; None where nobody knows the text."""
    text = read_part(act, receiver, _TEXT)
    source = text.const[0] if text.const else None
    if not isinstance(source, str) or not args.rest.is_nothing() or len(receiver.objects) != 1:
        return None
    given = [args.mapping or NOTHING, args.rest_keywords, *args.positional]
    shown = _Shown(act, read_part(act, receiver, _MADE_BY), given, dict(args.keywords), expr.at).of(source)
    labels = join_all(Value(render(act, value, "text", expr.at)) for value in shown or ()).labels
    return None if shown is None else Value(labels).then(act.spot(expr.at), "formatted")


class _Unknown(Exception):
    """The template does something that isn't followed: macros, templates that aren't in view."""


class _Shown:
    """The values that a template shows."""

    def __init__(self, act: Activation, env: Value, given: list[Value], names: dict[str, Value], at: int) -> None:
        self._act, self._env, self._given, self._names, self._at = act, env, given, names, at
        self._values: list[Value] = []

    def of(self, source: str, depth: int = _INCLUDED) -> list[Value] | None:
        """All that a text shows; None where that can't be told."""
        from jinja2 import Environment, TemplateSyntaxError

        try:
            tree = Environment(extensions=classes().template_extensions).parse(source)
            self._walk(tree.body, depth)
        except (TemplateSyntaxError, _Unknown):
            return None
        return self._values

    # ---- statements -------------------------------------------------------------------------------------------------

    def _walk(self, body: list[nodes.Node], depth: int) -> None:
        from jinja2 import nodes as kinds

        for node in body:
            match node:
                case kinds.Output():
                    self._values += [self._final(self._value(each)) for each in node.nodes]
                case kinds.For():
                    self._loop(node, depth)
                case kinds.If():
                    for part in (node.body, node.elif_, node.else_):
                        self._walk(list(part), depth)
                case kinds.Assign():
                    self._bind(node.target, self._value(node.node))
                case kinds.With():
                    for target, value in zip(node.targets, node.values, strict=True):
                        self._bind(target, self._value(value))
                    self._walk(node.body, depth)
                case kinds.Block() | kinds.Scope() | kinds.ScopedEvalContextModifier():
                    self._walk(node.body, depth)
                case kinds.Include() | kinds.Extends() if depth and isinstance(node.template, kinds.Const):
                    text = _loaded(self._act, self._env, constant(node.template.value))
                    if not text.const or self.of(str(text.const[0]), depth - 1) is None:
                        raise _Unknown
                case kinds.ExprStmt() | kinds.Continue() | kinds.Break() | kinds.EvalContextModifier():
                    pass
                case _:
                    raise _Unknown

    def _loop(self, node: nodes.For, depth: int) -> None:
        from jinja2 import nodes as kinds

        match node.iter, node.target:
            case kinds.Call(node=kinds.Getattr(node=whole, attr="items")), kinds.Tuple(items=[key, value]):
                self._bind(key, NOTHING)
                self._bind(value, read_part(self._act, self._value(whole), "[*]"))
            case asked, target:
                self._bind(target, read_part(self._act, self._value(asked), "[*]"))
        self._walk(list(node.body), depth)
        self._walk(list(node.else_), depth)

    def _bind(self, target: nodes.Node, value: Value) -> None:
        from jinja2 import nodes as kinds

        match target:
            case kinds.Name():
                self._names[target.name] = named(self._act, value, target.name, (), self._at, target.name)
            case kinds.Tuple():
                for place, each in enumerate(target.items):
                    self._bind(each, read_part(self._act, value, f"[{place}]"))
            case _:
                raise _Unknown

    def _final(self, value: Value) -> Value:
        finalize = read_part(self._act, self._env, _FINALIZE)
        if finalize.is_nothing():
            return value
        return call_value(self._act, finalize, Arguments([value]), self._at, "finalize")

    # ---- expressions ------------------------------------------------------------------------------------------------

    def _value(self, node: nodes.Node) -> Value:
        from jinja2 import nodes as kinds

        match node:
            case kinds.TemplateData() | kinds.Test() | kinds.Compare() | kinds.Not():
                return NOTHING
            case kinds.Const():
                return constant(node.value)
            case kinds.Name():
                return self._variable(node.name)
            case kinds.Getattr():
                return self._part(self._value(node.node), node.attr)
            case kinds.Getitem():
                key = node.arg.value if isinstance(node.arg, kinds.Const) else None
                whole = self._value(node.node)
                if isinstance(node.arg, kinds.Slice):
                    return self._slice(whole, node.arg)
                return self._part(whole, key) if isinstance(key, str) else read_part(self._act, whole, "[*]")
            case kinds.Filter():
                return self._filtered(node)
            case kinds.Call() if isinstance(node.node, kinds.Getattr):
                return self._method(node, node.node)
            case kinds.Call():
                given = [self._value(each) for each in node.args]
                return call_value(self._act, self._value(node.node), Arguments(given), self._at, "call")
            case kinds.CondExpr():
                return join(self._value(node.expr1), self._value(node.expr2) if node.expr2 is not None else NOTHING)
            case kinds.Expr():
                return join_all(self._value(each) for each in node.iter_child_nodes())
            case _:
                raise _Unknown

    def _slice(self, whole: Value, asked: nodes.Slice) -> Value:
        """`iban[-4:]`, of constant ends."""
        from jinja2.nodes import Impossible

        ends = (asked.start, asked.stop, asked.step)
        try:
            start, stop, step = (None if end is None else int(end.as_const()) for end in ends)
        except (Impossible, TypeError, ValueError):
            return whole
        return slice_by_value(self._act, whole, constant(SliceOf((start, stop, step))), self._at, "template") or NOTHING

    def _variable(self, name: str) -> Value:
        if name in self._names:
            value = self._names[name]
        else:
            given = join_all(read_part(self._act, mapping, key_selector(name)) for mapping in self._given)
            own = read_part(self._act, read_part(self._act, self._env, _GLOBALS), key_selector(name))
            value = own if given.is_nothing() else given
        return named(self._act, value, name, (), self._at, name)

    def _part(self, whole: Value, name: str) -> Value:
        """`row.iban`: an attribute, or what stands under a key."""
        if any(key_selector(name) in held.fields for _, held in self._act.objects(whole)):
            return named(self._act, read_part(self._act, whole, key_selector(name)), name, (), self._at, name)
        return read_attribute(self._act, whole, name, self._at, "")

    def _filtered(self, node: nodes.Filter) -> Value:
        value = self._value(node.node) if node.node is not None else NOTHING
        given = [self._value(each) for each in node.args]
        own = read_part(self._act, read_part(self._act, self._env, _FILTERS), key_selector(node.name))
        if not own.is_nothing():
            keywords = {str(each.key): self._value(each.value) for each in node.kwargs}
            return call_value(self._act, own, Arguments([value, *given], keywords), self._at, node.name)
        if node.name in classes().counting_filters:
            return NOTHING
        chosen = [each.value.value for each in node.kwargs if each.key == "attribute" and hasattr(each.value, "value")]
        if len(chosen) == 1 and node.name in classes().choosing_filters:
            part = self._part(read_part(self._act, value, "[*]"), str(chosen[0]))
            return self._act.allocate(self._at, "list", None, {"[*]": part}, tag=f"each {chosen[0]}")
        return join_all((value, *given))

    def _method(self, node: nodes.Call, asked: nodes.Getattr) -> Value:
        from piilint.flow.calling.methods import call_method

        receiver = self._value(asked.node)
        args = Arguments(
            [self._value(each) for each in node.args], {str(k.key): self._value(k.value) for k in node.kwargs}
        )
        func = ir.Attr(self._at, ir.Name(self._at, "template"), asked.attr)
        return call_method(self._act, receiver, func, args, ir.Call(self._at, func, ()))


OPERATIONS = {
    "template-environment": environment,
    "template-loader": loader,
    "template-by-name": template_by_name,
    "template-of-text": template_of_text,
    "template-rendered": rendered,
}
