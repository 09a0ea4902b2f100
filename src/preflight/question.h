// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/answer.h"
#include "preflight/view.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::preflight {

/// Takes what a question finds.
class Report
{
public:
    Report(std::string_view code, std::vector<Answer> &answers) : m_code(code), m_answers(answers) {}

    void fine(const std::string &node, std::string text) { add(Outcome::Fine, node, std::move(text), {}, {}); }
    void notKnown(const std::string &node, std::string text, std::string fix = {})
    {
        add(Outcome::NotKnown, node, std::move(text), {}, std::move(fix));
    }
    void add(Outcome outcome, const std::string &node, std::string text, std::string why, std::string fix)
    {
        m_answers.push_back({m_code, outcome, node, std::move(text), std::move(why), std::move(fix)});
    }

private:
    std::string m_code;
    std::vector<Answer> &m_answers;
};

/// One thing that should be so before a cluster file is put to use. Pure, a question a file in questions/. A host that
/// did not answer is the first question's affair: the others are silent about it.
struct Question
{
    std::string_view code;
    std::string_view title; ///< "VIPs are free"
    void (*ask)(const View &view, Report &report);
};

extern const Question helperAnswers;
extern const Question sameVersions;
extern const Question sameFile;
extern const Question interfacesAreThere;
extern const Question vipsFitTheirNetworks;
extern const Question vipsAreFree;
extern const Question routerIdsAreFree;
extern const Question otherPrograms;
extern const Question advertsPass;
extern const Question kernelSettings;
extern const Question networkManagers;
extern const Question clocksAgree;
extern const Question maxScaleAnswers;
extern const Question modeCanBeWritten;

/// In the order of their codes.
std::span<const Question *const> allQuestions();

/// The answers of the questions with these codes, of all where there are none.
std::vector<Answer> ask(const View &view, std::span<const std::string> codes = {});

} // namespace tandem::preflight
