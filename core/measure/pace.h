// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numeric/roofline.h"

namespace pareto {

/// What the machine itself did right before and right after a cell, by the same reads and multiply-adds every time
/// (core/measure/machine_watch.h). A witness as those of single repetitions: no time is scaled by it. A virtual machine
/// whose host changes its clock runs at another pace an hour later, which no account of the system shows. 0 = nobody
/// could tell.
struct Pace {
  Roofline before, after;
  bool operator==(const Pace&) const = default;
};

/// Both sides as one: their geometric mean, or the one that is known.
Roofline speed_of(const Pace& pace);

/// Further apart than this the machine may be why two values differ. Alone it says nothing of them: looks of some
/// milliseconds spread by 30 % on a shared host whose cells of seconds spread by 10 %, and those beside a jump by no
/// more than the rest (560 cells).
inline constexpr double kSamePace = 0.1;

/// The pace of `now` over that of `then`, at work that moves `bytes` and does `flops`: by whichever of the two limits
/// it more. 0.8: the machine itself takes 1.25 times as long. 0 where a figure is missing.
double pace_ratio(const Pace& then, const Pace& now, double bytes, double flops);

} // namespace pareto
