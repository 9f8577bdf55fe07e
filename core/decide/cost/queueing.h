// SPDX-License-Identifier: GPL-3.0-or-later
// How long requests wait for a machine, where nobody measured it: a stated queueing model, M/G/1.
//
// Requests come by themselves (Poisson, lambda a second) and are taken in turn. A request keeps the machine from the
// others for s seconds, and is answered t >= s seconds after its turn came: a machine that answers b requests at once,
// all of them in t, gives each s = t / b. Where all requests are alike, s is constant and this is M/D/1.
//
//   utilisation      rho  = lambda E[s]
//   mean delay       E[D] = lambda E[s^2] / (2 (1 - rho))               Pollaczek 1930, Khinchine 1932; exact
//   delay beyond x   P(D > x) ~ rho exp(-rho x / E[D]),  x >= 0         exact for exponential s (M/M/1); otherwise the
//                                                                       exponential with the exact mass at 0 and mean
//   wait             W = D + t;  P(W > x) = sum of share_i P(D > x - t_i),  P(D > x) = 1 for x < 0
//   p95 of the wait  the x with P(W > x) = 0.05;  for M/D/1:  t + (E[D] / rho) ln(rho / 0.05)  where rho > 0.05
//
// tests/core/decide/tst_queueing holds these against simulation: within 15 % of the simulated p95 of the wait, and
// longer rather than shorter.
#pragma once

#include <vector>

namespace pareto {

/// Requests of one kind; seconds.
struct ServiceClass {
  double share = 1;      ///< of all requests; those of a list add up to 1
  double occupies_s = 0; ///< s: taken from all others
  double answer_s = 0;   ///< t: from its turn to its last token
};
using ServiceMix = std::vector<ServiceClass>;

inline constexpr double kLateShare = 0.05; ///< p95 of the wait is held against the patience

double mean_service_s(const ServiceMix& mix);
double utilisation(const ServiceMix& mix, double per_s);
/// Infinite from utilisation 1 on.
double mean_delay_s(const ServiceMix& mix, double per_s);
/// Share of requests that wait longer than so many seconds; 1 from utilisation 1 on.
double late_share(const ServiceMix& mix, double per_s, double seconds);
/// The wait that all but `late` of the requests keep; infinite from utilisation 1 on.
double wait_quantile_s(const ServiceMix& mix, double per_s, double late = kLateShare);
/// The most requests a second of which all but `late` wait no longer than the patience, to 1e-6 of itself; 0 where not
/// even an idle machine answers them in time.
double capacity_per_s(const ServiceMix& mix, double patience_s, double late = kLateShare);

} // namespace pareto
