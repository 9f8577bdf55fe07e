// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/passes/fuse.h"
#include "core/measure/bench.h"

namespace pareto {

/// The figure of one pattern, before it is measured: "fuse-rope_cache".
BenchFigure fusion_figure(Fusion fusion);
/// Time with the pattern over time without it, all else as programs are made, in turns: of a prompt and of a token, the
/// worse one is the figure.
Status measure_fusion(BenchFigure& figure, Fusion fusion);

} // namespace pareto
