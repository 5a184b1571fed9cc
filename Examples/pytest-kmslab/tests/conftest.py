import pytest

WORLD = """
accounts:
  "111122223333":
    users:
      bob:
        access-keys:
          - {id: AKIABOB00000000001, secret: bobs-secret}
    keys:
      ledger: {description: the ledger}
"""


@pytest.fixture(scope="session")
def kmslab_arguments(tmp_path_factory):
    file = tmp_path_factory.mktemp("world") / "world.yaml"
    file.write_text(WORLD)
    return ["--world", str(file)]
