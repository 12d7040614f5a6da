"""Functions, lambdas, classes and the module itself: whatever has a scope of its own.

Decorators, defaults, annotations and bases belong to the scope around.
"""

from __future__ import annotations

import libcst as cst

from piilint.lower.expressions import argument
from piilint.lower.literals import plain_string
from piilint.lower.walk import HandlerByType, Lowering, Scope, spelled
from piilint.model import ir


def module(low: Lowering, node: cst.Module) -> tuple[tuple[ir.Stmt, ...], tuple[str, ...], str]:
    """Return the module's statements, the names it binds and its docstring."""
    doc, body = documented(low, node)
    return body, low.scope.binds(), doc


def function_def(low: Lowering, node: cst.FunctionDef) -> ir.Stmt:
    """A `def`: decorators, parameters and returns belong to the scope around it, the body to its own."""
    with low.numbered_apart(spelled(node.name), is_function=True):
        return _function_def(low, node)


def _function_def(low: Lowering, node: cst.FunctionDef) -> ir.Stmt:
    at = low.number(node)
    inner = low.number(node)
    decorators = tuple([low.expr(decorator.decorator) for decorator in node.decorators])
    scope = Scope()
    parameters = params(low, node.params, scope)
    returns = None if node.returns is None else low.expr(node.returns.annotation)
    low.scope.bound.add(spelled(node.name))
    type_parameters(node.type_parameters, scope)
    outer, low.scope = low.scope, scope
    doc, body = documented(low, node.body)
    low.scope = outer
    function = ir.Function(
        inner,
        spelled(node.name),
        parameters,
        body,
        decorators,
        returns,
        node.asynchronous is not None,
        scope.is_generator,
        scope.binds(),
        tuple(scope.globals),
        tuple(scope.nonlocals),
        doc,
    )
    return ir.FunctionDef(at, function)


def lambda_(low: Lowering, node: cst.Lambda) -> ir.Expr:
    at = low.number(node)
    inner = low.number(node)
    scope = Scope()
    parameters = params(low, node.params, scope)
    outer, low.scope = low.scope, scope
    body = (ir.Return(low.number(node.body), low.expr(node.body)),)
    low.scope = outer
    is_generator, binds = scope.is_generator, scope.binds()
    return ir.Lambda(at, ir.Function(inner, "<lambda>", parameters, body, is_generator=is_generator, binds=binds))


def params(low: Lowering, node: cst.Parameters, scope: Scope) -> tuple[ir.Param, ...]:
    """Lower parameters in their order and bind them in `scope`."""
    parameters = [param(low, each, "posonly", scope) for each in node.posonly_params]
    parameters += [param(low, each, "pos", scope) for each in node.params]
    if isinstance(node.star_arg, cst.Param):
        parameters.append(param(low, node.star_arg, "vararg", scope))
    parameters += [param(low, each, "kwonly", scope) for each in node.kwonly_params]
    if node.star_kwarg is not None:
        parameters.append(param(low, node.star_kwarg, "kwarg", scope))
    return tuple(parameters)


def param(low: Lowering, node: cst.Param, kind: str, scope: Scope) -> ir.Param:
    at = low.number((node.name, node.annotation or node.name))
    name = spelled(node.name)
    scope.bound.add(name)
    annotation = None if node.annotation is None else low.expr(node.annotation.annotation)
    return ir.Param(at, name, kind, annotation, low.maybe(node.default))


def type_parameters(node: cst.TypeParameters | None, scope: Scope) -> None:
    """Bind `T` of `def f[T]`; bounds and defaults hold types only and are left out."""
    if node is not None:
        scope.bound.update([spelled(each.param.name) for each in node.params])


def class_def(low: Lowering, node: cst.ClassDef) -> ir.Stmt:
    with low.numbered_apart(spelled(node.name), is_function=False):
        return _class_def(low, node)


def _class_def(low: Lowering, node: cst.ClassDef) -> ir.Stmt:
    at = low.number(node)
    decorators = tuple([low.expr(decorator.decorator) for decorator in node.decorators])
    bases = tuple([_base(low, base) for base in node.bases])
    keywords = tuple([argument(low, keyword) for keyword in node.keywords])
    name = spelled(node.name)
    low.scope.bound.add(name)
    scope = Scope()
    type_parameters(node.type_parameters, scope)
    outer, low.scope = low.scope, scope
    doc, body = documented(low, node.body)
    low.scope = outer
    return ir.ClassDef(at, name, bases, keywords, body, decorators, scope.binds(), doc)


def _base(low: Lowering, node: cst.Arg) -> ir.Expr:
    return ir.Star(low.number(node), low.expr(node.value)) if node.star else low.expr(node.value)


def documented(low: Lowering, node: cst.Module | cst.BaseSuite) -> tuple[str, tuple[ir.Stmt, ...]]:
    """Return a body's docstring and its other statements."""
    lines = (node,) if isinstance(node, cst.SimpleStatementSuite) else node.body
    first = lines[0] if lines else None
    if not isinstance(first, (cst.SimpleStatementLine, cst.SimpleStatementSuite)):
        return "", low.statements(lines)
    doc = _docstring(first.body[0])
    if doc is None:
        return "", low.statements(lines)
    return doc, (*low.small_statements(first.body[1:]), *low.statements(lines[1:]))


def _docstring(node: cst.CSTNode) -> str | None:
    if type(node) is not cst.Expr:
        return None
    text, kind = plain_string(node.value) or ("", "none")
    return text if kind == "" else None


DEFINITIONS: HandlerByType = {
    cst.Module: module,
    cst.FunctionDef: function_def,
    cst.Lambda: lambda_,
    cst.ClassDef: class_def,
}
