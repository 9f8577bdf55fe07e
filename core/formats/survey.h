// SPDX-License-Identifier: GPL-3.0-or-later
// What the survey of efficient architectures (arXiv 2508.09834) names, and where each of it stands in this program.
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

// clang-format off
#define PARETO_COVERAGES(X)     \
  X(Runs, runs)                 \
  X(Blueprint, blueprint)       \
  X(SameKernel, same_kernel)    \
  X(NotHere, not_here)

/// Why an entry is not here: one of these, and no other.
#define PARETO_ABSENCES(X)      \
  X(NotBuilt, not_built)        \
  X(Conversion, conversion)     \
  X(Hardware, hardware)         \
  X(Chip, chip)                 \
  X(Training, training)         \
  X(Adapter, adapter)           \
  X(Encoder, encoder)           \
  X(Study, study)               \
  X(Library, library)           \
  X(TimeSeries, time_series)    \
  X(Reinforcement, reinforcement) \
  X(Vision, vision)             \
  X(Audio, audio)               \
  X(Multimodal, multimodal)

/// The part that what is not built would need.
#define PARETO_MISSING_PARTS(X) \
  X(FeatureMap, feature_map)    \
  X(Slots, slots)               \
  X(LevelStates, level_states)  \
  X(MemoryRouting, memory_routing) \
  X(SegmentMemory, segment_memory) \
  X(ChunkQuadratic, chunk_quadratic) \
  X(RecurrentConnection, recurrent_connection) \
  X(MatrixMemory, matrix_memory) \
  X(CurrentBonus, current_bonus) \
  X(ClosedLoop, closed_loop)    \
  X(ModeDecay, mode_decay)      \
  X(ComplexState, complex_state) \
  X(FastWeights, fast_weights)  \
  X(TriangularSolve, triangular_solve) \
  X(StaticPattern, static_pattern) \
  X(BlockSelection, block_selection) \
  X(RelativePosition, relative_position) \
  X(ExternalMemory, external_memory) \
  X(CacheEviction, cache_eviction) \
  X(CacheOffload, cache_offload) \
  X(ContextualSparsity, contextual_sparsity) \
  X(LatentCache, latent_cache)  \
  X(LowBitAttention, low_bit_attention) \
  X(HeadRouting, head_routing)  \
  X(ExpertRouting, expert_routing) \
  X(BatchRouting, batch_routing) \
  X(HashRouting, hash_routing)  \
  X(VaryingExperts, varying_experts) \
  X(ZeroExperts, zero_experts)  \
  X(DepthRouting, depth_routing) \
  X(ProductKeys, product_keys)  \
  X(SharedBlock, shared_block)  \
  X(SharedCache, shared_cache)  \
  X(ParallelHeads, parallel_heads) \
  X(Diffusion, diffusion)
// clang-format on

#define PARETO_ENUMERATOR(Name, name) Name,
enum class SurveyClass : uint8_t { PARETO_COVERAGES(PARETO_ENUMERATOR) };
enum class Absence : uint8_t { PARETO_ABSENCES(PARETO_ENUMERATOR) };
enum class MissingPart : uint8_t { PARETO_MISSING_PARTS(PARETO_ENUMERATOR) };
#undef PARETO_ENUMERATOR

#define PARETO_ONE(Name, name) +1
inline constexpr size_t kCoverages = 0 PARETO_COVERAGES(PARETO_ONE);
inline constexpr size_t kAbsences = 0 PARETO_ABSENCES(PARETO_ONE);
inline constexpr size_t kMissingParts = 0 PARETO_MISSING_PARTS(PARETO_ONE);
#undef PARETO_ONE

/// As the file and `architectures --survey --json` spell them: "same_kernel", "time_series", "block_selection".
const char* to_string(SurveyClass coverage);
const char* to_string(Absence absence);
const char* to_string(MissingPart part);

struct SurveySection {
  std::string id;            ///< "2.1"
  std::string name, name_ja; ///< "Linear attention"
};

/// One representative. A paper that the list has in several sections is one entry.
struct SurveyEntry {
  std::string id;                    ///< "lightning-attention"
  std::string name, title;           ///< what people call it; of its paper
  std::vector<std::string> sections; ///< at least one
  std::string paper;                 ///< an arXiv id, or an address where there is none

  SurveyClass coverage = SurveyClass::NotHere;
  /// Ids of the catalogue: those that run, those a blueprint is made of, the one whose kernel it has; of what is not
  /// here what would be computed (FlashAttention: softmax-attention).
  std::vector<std::string> through;
  std::optional<Absence> absence;     ///< of NotHere alone, and always of it
  std::optional<MissingPart> missing; ///< of NotBuilt alone, and always of it
  std::string note, note_ja;          ///< one free sentence in two languages; empty: nothing is to be said

  /// Where the paper is: https://arxiv.org/abs/2405.17381.
  std::string url() const;
};

struct Survey {
  std::string source;  ///< "arXiv 2508.09834"
  std::string list;    ///< address of the companion list
  std::string checked; ///< day on which the list was read: "2026-11-29"
  std::vector<SurveySection> sections;
  std::vector<SurveyEntry> entries;

  using Counts = std::array<int, kCoverages>;
  /// Entries of a section by class; of all of them, each once, where the section is empty.
  Counts counts(std::string_view section = {}) const;
};

/// Reads the document survey.json. Classes follow the catalogue: an entry `runs` when the catalogue has one of the
/// architectures it names, or one of its paper; it is a blueprint, or has the kernel of another, when those exist; else
/// it is what its reason says. Adding an architecture so needs no edit of the file. Errors name the place.
Result<Survey> parse_survey(const nlohmann::json& document, const std::string& file);

} // namespace pareto
