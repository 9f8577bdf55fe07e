// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of a quality, asked by task: published and own results of one test, along the length where it has
// several; or of a row of tests that ask for more, or hide it better, step by step.
#pragma once

#include "core/decide/comparison.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace pareto {

/// What a model must do, as people ask for it.
enum class AskedTask : uint8_t {
  Lookup,    ///< find a value in a document
  Questions, ///< answer general questions
  Long,      ///< follow long documents
  Text,      ///< predict text: perplexity and the like
  Formats,   ///< stay the same in a coarser format
  Own,       ///< my own text
};
inline constexpr size_t kAskedTasks = static_cast<size_t>(AskedTask::Own) + 1;
const char* to_string(AskedTask task); ///< "lookup", "questions", "long", "text", "formats", "own"
AskedTask asked_task_of(const std::string& test);

/// Along what a quality is looked at.
enum class QualityAlong : uint8_t {
  Length,       ///< of the text
  Load,         ///< how much is asked for at once
  Perturbation, ///< what stands around it
};
inline constexpr size_t kQualityAlong = static_cast<size_t>(QualityAlong::Perturbation) + 1;

/// A result at the length it was tested at.
struct TestedAt {
  int64_t length = 0; ///< tokens; 0: the table states none
  size_t step = 0;    ///< of QualityView::steps
  Quantity quantity;
};

/// One model of a test: of the study, or one that a paper prints beside those.
struct TestedModel {
  std::string model;            ///< id in the study; empty: not part of it
  std::string name;             ///< as the paper prints it; own text: the model's
  std::string architecture;     ///< catalogue id or the paper's own
  std::vector<TestedAt> points; ///< by length; never empty
  bool level = false;           ///< no difference tells its last value from that of the best one that is named
  const Quantity& last() const { return points.back().quantity; }
};

/// All results of one test in the study's published comparison, or on an own text.
struct QualityView {
  AskedTask task = AskedTask::Lookup;
  std::string test; ///< without its lengths; empty: nothing is known of the task
  QualityUnit unit = QualityUnit::Unknown;
  bool higher_is_better = true;
  bool along_length = false; ///< some model has several lengths
  QualityAlong along = QualityAlong::Length;
  std::vector<std::string> steps;  ///< Load, Perturbation: tests without their lengths, the easiest first
  std::vector<std::string> groups; ///< Load, Perturbation: published comparisons that have such steps
  int64_t tested_to = 0;           ///< the longest of all; 0: not stated
  std::string source, table;       ///< published: where
  int64_t params = 0;              ///< published: the largest of its models; 0: not printed
  std::vector<TestedModel> models; ///< best first, by their last values
  /// Whom a sentence speaks of: the study's own, where two of them are there, else all; the best first.
  std::vector<const TestedModel*> named() const;
};

/// Tests of a task that the study has results of, without lengths: those its name suggests first.
std::vector<std::string> tests_of(const Evidence& evidence, AskedTask task);
/// `test`: one of tests_of(); empty: the first.
QualityView quality_view(const Evidence& evidence, const Comparison& comparison, AskedTask task,
                         const std::string& test = {});

/// The same of tests that differ in load or perturbation alone, at one length: the shortest that holds where one looks
/// and that they have in common, else the longest. No models where the study's comparison has no two such tests;
/// `groups` says which ones do.
QualityView quality_steps(const Evidence& evidence, const Comparison& comparison, QualityAlong along);

/// The test by which the rule of choice may judge: of the view's test the length nearest to where one looks, at least
/// as long where there is one. Empty: no model of the study has a value.
std::string judging_test(const Evidence& evidence, const QualityView& view, int64_t context);

} // namespace pareto
