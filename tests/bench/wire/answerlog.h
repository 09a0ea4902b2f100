// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace tandem::bench {

using MacAddress = std::array<std::uint8_t, 6>;

/// Somebody answered each question from the first to the last.
struct Answering
{
    MacAddress who{};
    std::int64_t beginNs = 0; ///< of the first question, wall clock
    std::int64_t endNs = 0;   ///< of the last one
    std::int64_t questions = 0;
    bool operator==(const Answering &) const = default;
};

/// What was answered between two marks.
struct AnswerSection
{
    std::string name;
    std::int64_t beginNs = 0;
    std::int64_t endNs = 0;
    std::int64_t questions = 0;
    std::int64_t bothNs = 0;       ///< from each question that two or more answered to the next one
    std::int64_t nobodyNs = 0;     ///< the same of questions that nobody answered
    std::int64_t longestGapNs = 0; ///< between two questions: how late the asker itself was
    std::vector<Answering> answered;
};

/// Tells from numbered questions and answers who answers, and for how long two did. Pure.
class AnswerLog
{
public:
    /// A question is done with when so many later ones were asked.
    static constexpr std::uint64_t patience = 8;
    static constexpr std::size_t mostSpans = 1024; ///< of a section

    /// Returns the question's number, counted from 0.
    std::uint64_t ask(std::int64_t nowNs);
    /// Of a question that is done with: ignored.
    void answer(std::uint64_t question, const MacAddress &who);
    /// Questions asked so far and in no section yet make up a section.
    void mark(std::string name);
    /// Sections that are complete, each returned once.
    std::vector<AnswerSection> takeSections();

private:
    struct Question
    {
        std::int64_t askedNs = 0;
        std::vector<MacAddress> answeredBy;
    };
    struct Mark
    {
        std::string name;
        std::uint64_t firstOfNext = 0;
    };

    void finish(const Question &question, std::int64_t nextNs);
    void close();

    std::deque<Question> m_open;
    std::uint64_t m_first = 0; ///< number of m_open.front()
    std::vector<Mark> m_marks;
    AnswerSection m_section;
    std::map<MacAddress, std::size_t> m_lastSpan; ///< in m_section.answered, of who answered the last question
    std::vector<AnswerSection> m_complete;
};

} // namespace tandem::bench
