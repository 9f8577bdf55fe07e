// SPDX-License-Identifier: GPL-3.0-or-later
// What the page ANSWER says, as facts: from a workload to a decision that says how sure it is. Its words are made in
// core/decide/words/answer_words.
#pragma once

#include "core/decide/answer/backing.h"
#include "core/decide/answer/ceiling.h"
#include "core/decide/answer/flips.h"
#include "core/decide/answer/next_step.h"
#include "core/decide/answer/wait_bars.h"
#include "core/decide/cost/report.h"
#include "core/decide/statements.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// The sentence over everything.
struct Headline : Stated {
  enum class Kind : uint8_t {
    NothingChosen, ///< no model is compared
    CannotCompare, ///< `pending` of `compared` have no value that may decide
    NoneInTime,    ///< surely nobody answers within patience; `who` is the quickest, figures its wait
    HardlyMatters, ///< waits differ by less than kMatters, and no architecture could change more of the work
    Keep,          ///< the baseline is chosen
    Wins,          ///< `who` is, another one
    Equal,         ///< `equal` are, within error
    NoneFits,      ///< nobody meets the limits
    Untested,      ///< no quality was tested at this length
    Alone,         ///< there is nothing to compare `who` with
    Open,          ///< nothing can be said, for a reason that the verdict names
  } kind = Kind::NothingChosen;
  Goal goal = Goal::ShortestWait;
  Contender who, baseline;
  std::vector<Contender> equal;
  std::optional<double> times;         ///< Wins: the baseline's wait (or memory, or cost) over that of `who`
  std::optional<double> reading_share; ///< NoneInTime: of the wait of `who`
  double patience_ms = 0;
  std::optional<int64_t> begins; ///< HardlyMatters: from this prompt on it would; Keep: another is chosen from there on
  Pending pending;
  int compared = 0;
  int64_t tested_to = 0; ///< Untested, and NoneInTime where no quality was tested at this length either: tokens
};
const char* to_string(Headline::Kind kind); ///< "wins", "hardly_matters", ...

/// One number of what is chosen, beside the baseline's.
enum class TileKind : uint8_t { Wait, Quality, Memory, Cost };
inline constexpr size_t kTiles = static_cast<size_t>(TileKind::Cost) + 1;
struct Tile {
  TileKind kind = TileKind::Wait;
  Quantity quantity;
  std::optional<Quantity> baseline; ///< none where it is the baseline's own
  std::string unit;                 ///< Quality: the test; Cost: the currency
  std::optional<int64_t> capacity;  ///< Memory: bytes of the device, where they are known
};

/// What kind of evidence each part of an answer has.
enum class Subject : uint8_t { Speed, Memory, Quality, Price };
inline constexpr size_t kSubjects = static_cast<size_t>(Subject::Price) + 1;
const char* to_string(Subject subject); ///< "speed", "memory", "quality", "price"
struct Rung {
  Subject subject = Subject::Speed;
  Quantity quantity;    ///< the value of what is chosen: its source, reach, time, paper, tested_to say the rest
  std::string size;     ///< of the model; empty for what lies in files
  int64_t length = 0;   ///< tokens it holds at: measured here, or tested to; 0 = not stated
  std::string language; ///< of a test: "en"; empty where nobody states one
  Way way = Way::Own;   ///< Price: of which way
  std::vector<CostField> left_out = {}; ///< Price: not stated, and not in it
};

/// Who is chosen by the rule, and under which goal: the one statement of it, whatever the headline tells. Shortlist,
/// tiles, plan, phrases, sheet and slides name the same. Patience is no part of the rule: who is chosen may be late.
struct Selection {
  enum class Whose : uint8_t { Chosen, Alone, Equal, Baseline } whose = Whose::Baseline;
  Contender who; ///< the chosen one, one that is alone, the first of those equal, else whose figures stand there
  Goal goal = Goal::ShortestWait;
  /// There is somebody whom one would try.
  bool names_somebody() const { return whose != Whose::Baseline; }
};

struct Answer {
  Headline headline;
  Backing backing;
  Ceiling ceiling;
  /// Whom tiles and ladder are of, too; where nobody is chosen and the baseline is of another size, whom the headline
  /// names; none where nothing is compared.
  std::optional<Selection> selected;
  std::array<Tile, kTiles> tiles;
  std::vector<Ranked> places;   ///< the shortlist
  std::vector<MonthCost> costs; ///< a month, of each of `places`, in `currency`
  Currency currency = Currency::USD;
  std::optional<CheaperWay> cheaper; ///< than the month on the tile
  std::vector<WaitBar> waits;
  double patience_ms = 0;
  std::array<Rung, kSubjects> ladder;
  std::vector<Flip> flips;
  NextStep next;
};

/// How long they wait is the study's to say (Workload::waits, or the patience that was entered: CostField::Patience);
/// the rest is the comparison's.
Answer answer(const Evidence& evidence, const Comparison& comparison);
/// As the verdict says; of nobody chosen, the baseline.
Selection selection(const Verdict& said, const Contender& baseline);
/// Where somebody stands on the shortlist; null where it is not there, or is of another size and has no figures.
const Ranked* place_of(const Answer& answer, const Contender& who);

} // namespace pareto
