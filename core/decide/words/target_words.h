// SPDX-License-Identifier: GPL-3.0-or-later
// Machines that are not here, in words: what they are, how sure their speed is, what fits.
#pragma once

#include "core/decide/targets/elsewhere.h"
#include "core/decide/targets/fit.h"
#include "core/decide/targets/front_change.h"
#include "core/decide/targets/target_wait.h"
#include "core/decide/words/sentences.h"

#include <string>

namespace pareto {

std::string kind_text(const Voice& voice, MachineKind kind); ///< "Apple chip"
/// "24 GB · 1,010 GB/s · 165 TFLOPS (FP16) · 450 W"; what no source states is left out.
std::string machine_facts_text(const Voice& voice, const Machine& machine);
/// "USD 1,599 (2022, launch, approximate)"; empty where no price is known.
std::string price_text(const Voice& voice, const Machine& machine);
/// "from 13 published runs of this machine", "unproven: nobody published a run of such a machine at this precision".
std::string proof_text(const Voice& voice, const Backed& backed);
/// "Of 480 published runs 30 lay outside such a band, each made without their machine; …"
std::string coverage_text(const Voice& voice, const CoverageFacts& facts);
std::string pool_text(const Voice& voice, SpeedPool pool); ///< "writing, dense models"

/// "a wait of about 1.2 s (0.9–2.1 s), of it reading 0.4 s (…) and writing …; modelled"; why, of what is missing.
std::string target_wait_text(const Voice& voice, const TargetWait& wait);
/// "12 requests fit", "does not fit: 3.2 GB are missing; 2 of them hold it"
std::string fit_text(const Voice& voice, const Fit& fit);

/// What stands over a page: "The measurements are of an Intel processor; on an RTX 4090 the order can be another. …"
std::string elsewhere_text(const Voice& voice, const RankedElsewhere& fact, const Machine& decided);
/// The banner over every page: what is shown of a machine that is not here.
std::string notice_text(const Voice& voice, const TargetNotice& notice);
/// One sentence: who is on the front over operations, who over the wait, and what changed.
std::string front_text(const Speech& speech, const FrontChange& change);

} // namespace pareto
