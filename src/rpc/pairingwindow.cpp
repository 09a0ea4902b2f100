// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/pairingwindow.h"

#include <openssl/crypto.h>

namespace tandem::rpc {

namespace {

constexpr const char *newCodeFix = "get a new code by tandem-agent pair on the host";

Failure denied(const std::string &text, const char *fix = newCodeFix)
{
    return fail(ErrorCode::NotAllowed, {}, text, fix);
}

} // namespace

PairingWindow::~PairingWindow()
{
    end(State::Closed);
}

Result<void> PairingWindow::open(const PairingCode &code, Role role, const Fingerprint &agent, Instant now)
{
    end(State::Closed);
    const auto key = pairingKey(code, agent);
    if (!key)
        return Failure(key.error());
    m_key = *key;
    m_agent = agent;
    m_role = role;
    m_until = now + lifetime;
    m_triesLeft = mostTries;
    m_state = State::Open;
    return {};
}

void PairingWindow::close()
{
    end(State::Closed);
}

bool PairingWindow::isOpen(Instant now) const
{
    return m_state == State::Open && now < m_until;
}

Result<PairingWindow::Welcome> PairingWindow::take(const PairingProof &proof, const Fingerprint &client, Instant now)
{
    if (m_state != State::Open)
        return refusal();
    if (!isOpen(now))
        return denied("the pairing code has expired: it is good for ten minutes");
    const PairedCertificates certificates{client, m_agent};
    const auto expected = pairingProof(m_key, PairingSide::Client, certificates);
    const auto own = pairingProof(m_key, PairingSide::Agent, certificates);
    if (!expected || !own)
        return Failure(expected ? own.error() : expected.error());
    if (sameProof(proof, *expected)) {
        end(State::Used);
        return Welcome{m_role, *own};
    }
    if (--m_triesLeft == 0) {
        end(State::Exhausted);
        return refusal();
    }
    return denied("the pairing code is wrong, or somebody between the two shows another certificate; tries left: " +
                      std::to_string(m_triesLeft),
                  "type the code again, and compare the fingerprints");
}

Failure PairingWindow::refusal() const
{
    switch (m_state) {
    case State::Used: return denied("the pairing code has been used: it is good for one client");
    case State::Exhausted: return denied("the pairing code was wrong five times and is worth nothing any more");
    case State::Closed:
    case State::Open: break;
    }
    return denied("no pairing is under way on this host");
}

void PairingWindow::end(State state)
{
    OPENSSL_cleanse(m_key.data(), m_key.size());
    m_state = state;
}

} // namespace tandem::rpc
