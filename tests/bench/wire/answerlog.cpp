// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/wire/answerlog.h"

#include <algorithm>
#include <utility>

namespace tandem::bench {

std::uint64_t AnswerLog::ask(std::int64_t nowNs)
{
    m_open.push_back({nowNs, {}});
    // What is asked last stays open: how long it stood is known with the next one only.
    while (m_open.size() > patience) {
        const Question done = std::move(m_open.front());
        m_open.pop_front();
        ++m_first;
        finish(done, m_open.front().askedNs);
        if (!m_marks.empty() && m_marks.front().firstOfNext == m_first)
            close();
    }
    return m_first + m_open.size() - 1;
}

void AnswerLog::answer(std::uint64_t question, const MacAddress &who)
{
    if (question < m_first || question >= m_first + m_open.size())
        return;
    auto &answeredBy = m_open[question - m_first].answeredBy;
    if (std::find(answeredBy.begin(), answeredBy.end(), who) == answeredBy.end())
        answeredBy.push_back(who);
}

void AnswerLog::mark(std::string name)
{
    const std::uint64_t firstOfNext = m_first + m_open.size();
    m_marks.push_back({std::move(name), firstOfNext});
}

std::vector<AnswerSection> AnswerLog::takeSections()
{
    return std::exchange(m_complete, {});
}

void AnswerLog::finish(const Question &question, std::int64_t nextNs)
{
    AnswerSection &section = m_section;
    if (section.questions == 0)
        section.beginNs = question.askedNs;
    section.endNs = nextNs;
    ++section.questions;
    const std::int64_t stood = nextNs - question.askedNs;
    section.longestGapNs = std::max(section.longestGapNs, stood);
    if (question.answeredBy.empty())
        section.nobodyNs += stood;
    if (question.answeredBy.size() > 1)
        section.bothNs += stood;

    std::map<MacAddress, std::size_t> answering;
    for (const MacAddress &who : question.answeredBy) {
        const auto before = m_lastSpan.find(who);
        if (before == m_lastSpan.end() && section.answered.size() >= mostSpans)
            continue;
        const std::size_t span = before == m_lastSpan.end() ? section.answered.size() : before->second;
        if (span == section.answered.size())
            section.answered.push_back({who, question.askedNs, question.askedNs, 0});
        section.answered[span].endNs = question.askedNs;
        ++section.answered[span].questions;
        answering.emplace(who, span);
    }
    m_lastSpan = std::move(answering);
}

void AnswerLog::close()
{
    m_section.name = std::move(m_marks.front().name);
    m_marks.erase(m_marks.begin());
    m_complete.push_back(std::exchange(m_section, {}));
    m_lastSpan.clear();
}

} // namespace tandem::bench
