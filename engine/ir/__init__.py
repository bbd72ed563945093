"""The tensor language between layers and machines: expressions in, programs out.

Formulas are built from `engine.ir.expr.Expr` values and the functions of
`engine.ir.functions`; `engine.ir.gradient` differentiates them, `engine.ir.simplify` tidies
them, and a backend turns them into something that runs. What one primitive means is written
once in each rule table: shape (`engine.ir.shapes`), gradient, and one per backend.
"""
