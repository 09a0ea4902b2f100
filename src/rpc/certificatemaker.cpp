// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/certificatemaker.h"

#include <memory>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

namespace tandem::rpc {

namespace {

template <auto Free>
struct Deleter
{
    template <class T>
    void operator()(T *object) const
    {
        Free(object);
    }
};

using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;

// Pinned certificates are trusted because they are known, not because of a date; this is only what X.509 asks for.
constexpr long validFor = 60L * 60 * 24 * 365 * 50;
constexpr long validBefore = -60L * 60 * 24; // hosts whose clock is behind

Failure opensslFailure(const char *what)
{
    char text[256] = "";
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    return fail(ErrorCode::System, {}, std::string(what) + " failed: " + text);
}

QByteArray contentOf(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return QByteArray(data, size);
}

bool fill(X509 *certificate, EVP_PKEY *key, const std::string &name)
{
    unsigned char serial[16] = {};
    if (RAND_bytes(serial, sizeof serial) != 1)
        return false;
    serial[0] = static_cast<unsigned char>((serial[0] & 0x7f) | 0x40); // positive and of fixed length
    const std::unique_ptr<BIGNUM, Deleter<BN_free>> number(BN_bin2bn(serial, sizeof serial, nullptr));
    X509_NAME *subject = X509_get_subject_name(certificate);
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr &&
           X509_set_version(certificate, X509_VERSION_3) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), validBefore) != nullptr &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), validFor) != nullptr &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char *>(name.data()),
                                      static_cast<int>(name.size()), -1, 0) == 1 &&
           X509_set_issuer_name(certificate, subject) == 1 && X509_set_pubkey(certificate, key) == 1 &&
           X509_sign(certificate, key, EVP_sha256()) > 0;
}

} // namespace

Result<CertificatePair> makeCertificate(const std::string &name)
{
    if (name.empty() || name.size() > 64) // RFC 5280, ub-common-name
        return fail(ErrorCode::Usage, {}, "the name of an identity must have 1 to 64 bytes");
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    if (!key || !certificate)
        return opensslFailure("making a key");
    if (!fill(certificate.get(), key.get(), name))
        return opensslFailure("making a certificate");
    const Bio certificateText(BIO_new(BIO_s_mem()));
    const Bio keyText(BIO_new(BIO_s_secmem()));
    if (!certificateText || !keyText || PEM_write_bio_X509(certificateText.get(), certificate.get()) != 1 ||
        PEM_write_bio_PKCS8PrivateKey(keyText.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return opensslFailure("writing a certificate");
    return CertificatePair{contentOf(certificateText.get()), contentOf(keyText.get())};
}

bool belongTogether(const CertificatePair &pair)
{
    const Bio certificateText(BIO_new_mem_buf(pair.certificatePem.constData(), int(pair.certificatePem.size())));
    const Bio keyText(BIO_new_mem_buf(pair.keyPem.constData(), int(pair.keyPem.size())));
    // The default would ask for a pass phrase on the terminal.
    const auto noPassPhrase = [](char *, int, int, void *) { return -1; };
    const Certificate certificate(PEM_read_bio_X509(certificateText.get(), nullptr, noPassPhrase, nullptr));
    const Key key(PEM_read_bio_PrivateKey(keyText.get(), nullptr, noPassPhrase, nullptr));
    const bool same = certificate && key && X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error();
    return same;
}

} // namespace tandem::rpc
